async function order() {
  await fetch('/orders', { method: 'POST' });
}

export function Page() {
  order();
  return <button onClick={() => order().catch(console.error)}>Order</button>;
}
