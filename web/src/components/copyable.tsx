import { Icon } from './icon.tsx';
import { toast } from './toast.tsx';

/** A command as text, with a button that copies it; nothing here runs it. */
export function Copyable({ text, what = 'command' }: { readonly text: string; readonly what?: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast('Copied.');
    } catch {
      toast('The browser did not let it be copied; mark it and copy it by hand.', 'failed');
    }
  };
  return (
    <span class="copyable">
      <code dir="ltr">{text}</code>
      <button type="button" class="icon-button" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        <Icon name="copy" />
      </button>
    </span>
  );
}
