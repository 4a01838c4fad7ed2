import { vendorFormat } from './vendor-format.ts';

/** ONTAP's event management system and audit log, and StorageGRID's. */
export default vendorFormat('netapp', {
  describe: 'NetApp ONTAP: … [node-01:raid.disk.missing:ERROR]: message',
});
