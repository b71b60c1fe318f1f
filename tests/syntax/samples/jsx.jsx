/* A list, not "a string". */
import React, { useState } from 'react'; // don't

/** Documents the component. */
export default function List({ items, onPick }) {
  const [open, setOpen] = useState(false);
  const pattern = /<[a-z"\/]+>/g, half = items.length / 2;
  const label = `of ${items.map((i) => `<${i}>`).join(', ')} end`;
  if (!items) return <p>It's empty, isn't it?</p>;
  return (
    <section className="list" data-count={0xff} onClick={() => setOpen(!open)}>
      <Header.Title text='a "quoted"' /> {/* don't */}
      {items.map((item) => (
        <li key={item.id}>{item.name} isn't <b>bold</b></li>
      ))}
      <>
        {open && <Footer {...label} />}
      </>
      <br/>
    </section>
  );
}
/* left open
