import { vendorFormat } from './vendor-format.ts';

/** HPE Aruba: ArubaOS-Switch and ProCurve, AOS-CX, and the controllers' ArubaOS. */
export default vendorFormat('aruba', {
  describe: 'Aruba and ProCurve: … sw1 00076 ports: message, Event|403|LOG_INFO|…, <522008> <NOTI> …',
});
