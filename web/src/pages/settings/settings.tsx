import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Settings() {
  return <Empty title="Nothing here yet" />;
}
