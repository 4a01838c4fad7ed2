import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Filter() {
  return <Empty title="Nothing here yet" />;
}
