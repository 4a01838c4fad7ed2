import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Host() {
  return <Empty title="Nothing here yet" />;
}
