export interface Order {
  readonly id: string;
}

export async function put({ id }: Order, signal?: AbortSignal): Promise<void> {
  await fetch(`/orders/${id}`, { method: 'PUT', signal: signal ?? null });
}
