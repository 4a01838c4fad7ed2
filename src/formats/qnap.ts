import { vendorFormat } from './vendor-format.ts';

/** Connection and event log of QNAP. */
export default vendorFormat('qnap', {
  describe: 'QNAP QTS: … qlogd[8123]: conn log: Users: admin, Source IP: …',
});
