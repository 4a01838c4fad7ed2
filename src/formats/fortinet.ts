import { vendorFormat } from './vendor-format.ts';

/** Fortinet's key=value lines and CEF, with or without PRI and header. */
export default vendorFormat('fortinet', {
  describe: 'Fortinet: date=… time=… devname="fw1" devid="FG…" logid="…" type="traffic" …, or CEF',
});
