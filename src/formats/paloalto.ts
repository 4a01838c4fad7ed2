import { vendorFormat } from './vendor-format.ts';

/** PAN-OS' comma-separated TRAFFIC, THREAT, SYSTEM, CONFIG and other lines, and CEF. */
export default vendorFormat('paloalto', {
  describe: 'Palo Alto PAN-OS: 1,2026/10/11 22:14:15,serial,TRAFFIC,end,…, or CEF',
});
