import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Compare() {
  return <Empty title="Nothing here yet" />;
}
