import { vendorFormat } from './vendor-format.ts';

/** RouterOS' topics and message, with or without a syslog header. */
export default vendorFormat('mikrotik', {
  describe: 'MikroTik RouterOS: … system,info,account message',
});
