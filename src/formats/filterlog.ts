import { vendorFormat } from './vendor-format.ts';

/** The packet filter log of pfSense and OPNsense. */
export default vendorFormat('filterlog', {
  describe: 'pfSense and OPNsense: … filterlog[1234]: 5,,,1000000103,igb0,match,block,in,4,…',
});
