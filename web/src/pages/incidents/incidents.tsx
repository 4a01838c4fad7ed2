import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Incidents() {
  return <Empty title="Nothing here yet" />;
}
