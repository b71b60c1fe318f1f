/* A list, not "a string". */
import type { FC } from 'react'; // don't

interface Props<T> {
  items: Array<string>;
  readonly onPick?: (item: T) => void;
}

/** Documents the component. */
export const List: FC<Props<number>> = ({ items, onPick }) => {
  const [open, setOpen] = useState<boolean>(false);
  const pattern = /<[a-z"\/]+>/g, half = items.length / 2;
  const label = `of ${items.map((i) => `<${i}>`).join(', ')} end` as const;
  if (!items)
    return <p>It's empty, isn't it?</p>;
  return (
    <section className="list" data-count={0xff} onClick={() => setOpen(!open)}>
      <Header.Title text='a "quoted"' />
      {items.map((item) => (
        <li key={item.id}>{item.name} isn't bold</li>
      ))}
      <br/>
    </section>
  );
};
const left = `open
