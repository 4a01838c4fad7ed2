import { vendorFormat } from './vendor-format.ts';

/** UniFi devices and gateways, and the firewall of EdgeOS. */
export default vendorFormat('ubiquiti', {
  describe:
    'Ubiquiti UniFi and EdgeOS: … U7PG2,788a2056b182,v4.0.66: hostapd: message, [WAN_LOCAL-default-D]IN=…',
});
