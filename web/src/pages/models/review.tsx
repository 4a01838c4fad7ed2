import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Review() {
  return <Empty title="Nothing here yet" />;
}
