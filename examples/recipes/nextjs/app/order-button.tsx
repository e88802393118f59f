'use client';

export function OrderButton() {
  return (
    <button type="button" onClick={() => void fetch('/api/order', { method: 'POST' })}>
      Order
    </button>
  );
}
