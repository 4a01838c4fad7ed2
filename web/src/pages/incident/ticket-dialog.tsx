import { useState } from 'preact/hooks';
import type { DoneAnswer } from '../../../../src/core/api-actions.ts';
import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { tell } from '../../api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { deed } from '../../deeds.ts';

interface TicketDialogProps {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Opens a ticket where such are kept. */
export function TicketDialog({ detail, onClose, onDone }: TicketDialogProps) {
  const { channels } = detail.tickets;
  const [channel, setChannel] = useState(channels[0]!);
  const [note, setNote] = useState('');
  const open = async () => {
    const words = note.trim();
    const body = words === '' ? { channel } : { channel, note: words };
    const done = await deed(() => tell<DoneAnswer>(`incidents/${detail.card.id}/ticket`, body));
    if (done) onDone();
  };
  return (
    <Dialog title="Open a ticket" onClose={onClose}>
      <p>{detail.card.headline}</p>
      {channels.length > 1 && (
        <fieldset class="segments">
          <legend>Where</legend>
          {channels.map((one) => (
            <label key={one} class="segment">
              <input type="radio" name="channel" checked={one === channel} onChange={() => setChannel(one)} />
              <span>{one}</span>
            </label>
          ))}
        </fieldset>
      )}
      <label class="field">
        A word to it, if there is one
        <input maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button type="button" class="button button-main" onClick={() => void open()}>
          Open it in {channel}
        </button>
      </div>
    </Dialog>
  );
}
