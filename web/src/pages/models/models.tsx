import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Models() {
  return <Empty title="Nothing here yet" />;
}
