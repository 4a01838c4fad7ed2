import { vendorFormat } from './vendor-format.ts';

/** HPE Comware, H3C and Huawei VRP. */
export default vendorFormat('comware', {
  describe: 'HPE Comware, H3C, Huawei: … sw1 %%10IFNET/3/LINK_UPDOWN: message',
});
