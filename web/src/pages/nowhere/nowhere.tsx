import { Empty } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { href } from '../../router.ts';

/** An address that is none. */
export default function Nowhere() {
  return (
    <>
      <PageHead title="No such page" />
      <Empty title="There is nothing at this address.">
        <a class="button" href={href('home')}>
          To the start
        </a>
      </Empty>
    </>
  );
}
