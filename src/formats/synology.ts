import { vendorFormat } from './vendor-format.ts';

/** The Log Center of Synology's DSM. */
export default vendorFormat('synology', {
  describe: 'Synology DSM: … nas1 Connection: User [admin] from [10.0.0.5] logged in …',
});
