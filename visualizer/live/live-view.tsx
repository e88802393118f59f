export function LiveView() {
  return <p>Soon.</p>;
}
