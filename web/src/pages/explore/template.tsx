import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Template() {
  return <Empty title="Nothing here yet" />;
}
