import { vendorFormat } from './vendor-format.ts';

/** Junos, structured (RFC 5424) and not, and ScreenOS. */
export default vendorFormat('juniper', {
  describe:
    'Juniper Junos and ScreenOS: … mx1 rpd[1234]: RPD_OSPF_NBRDOWN: message, or junos@2636 structured data',
});
