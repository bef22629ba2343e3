import { put, type Order } from './warehouse.js';

export async function saveOrder(order: Order, signal: AbortSignal): Promise<void> {
  try {
    await fetch(`/orders/${order.id}`, { method: 'PUT', signal });
  } catch (error) {
    console.error('could not save', error);
  }
  await ring();
}

export async function saveOrderInShop(order: Order, signal: AbortSignal): Promise<void> {
  try {
    await put(order, signal);
  } catch (error) {
    console.error('could not save', error);
  }
  await ring();
}

export async function saveOrderOrFail(order: Order, signal: AbortSignal): Promise<void> {
  try {
    await put(order, signal);
  } catch (error) {
    console.error('could not save', error);
    throw error;
  }
}

// Only types know that this is a task.
export function saveLater(order: Order): void {
  put(order);
}

async function ring(): Promise<void> {
  await fetch('/bell');
}
