import { vendorFormat } from './vendor-format.ts';

/** Check Point's Log Exporter, as pairs, as structured data and as CEF. */
export default vendorFormat('checkpoint', {
  describe: 'Check Point: … CheckPoint 8363 - [action:"Accept"; ifdir:"inbound"; …], or CEF',
});
