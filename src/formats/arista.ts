import { vendorFormat } from './vendor-format.ts';

/** Arista EOS, whose messages are Cisco's with the agent's name before them; read by the same code. */
export default vendorFormat('arista', {
  describe: 'Arista EOS: <165>Feb  6 08:27:14 leaf1 Ebra: %LINEPROTO-5-UPDOWN: message',
});
