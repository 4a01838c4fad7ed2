import { vendorFormat } from './vendor-format.ts';

/** Common Event Format of vendors that have no format of their own here. */
export default vendorFormat('cef', {
  describe: 'ArcSight CEF: CEF:0|Vendor|Product|Version|Id|Name|Severity|key=value …',
});
