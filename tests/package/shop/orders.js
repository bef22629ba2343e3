// Read by espree and by Babel's parser: what a program shows without types.
export async function saveOrder(order, signal) {
  signal.throwIfAborted();
  try {
    await fetch('/orders', { method: 'PUT', body: order, signal });
  } catch (error) {
    console.error('could not save', error);
  }
  await ring();
}

export async function saveOrderOrFail(order, signal) {
  signal.throwIfAborted();
  try {
    await fetch('/orders', { method: 'PUT', body: order, signal });
  } catch (error) {
    console.error('could not save', error);
    throw error;
  }
}

async function ring() {
  await fetch('/bell');
}

export function welcome() {
  ring();
}

export async function welcomeAndWait() {
  await ring();
}
