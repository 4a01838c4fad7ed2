import { vendorFormat } from './vendor-format.ts';

/** APC's network management cards. */
export default vendorFormat('apc', {
  describe: 'APC UPS and PDU cards: … UPS: On battery power … 0x0109',
});
