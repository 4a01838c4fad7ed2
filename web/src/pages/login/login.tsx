import { Empty } from '../../components/empty.tsx';

/** Not drawn yet. */
export default function Login() {
  return <Empty title="Nothing here yet" />;
}
