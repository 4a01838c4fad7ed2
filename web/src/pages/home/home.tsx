import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Home() {
  return <Empty title="Nothing here yet" />;
}
