import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Incident() {
  return <Empty title="Nothing here yet" />;
}
