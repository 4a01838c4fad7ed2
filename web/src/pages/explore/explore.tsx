import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Explore() {
  return <Empty title="Nothing here yet" />;
}
