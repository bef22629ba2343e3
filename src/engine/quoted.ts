/**
 * The user's own names stand in back-ticks in a message, and a template literal brings its own. As in Markdown, the quotation is then
 * fenced with one back-tick more than the longest row within: ``fetch(`/orders/${id}`)``. So back-ticks come in pairs for whoever
 * reads or renders the message.
 */
export function inBackTicks(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map(row => row.length));
  // The message's own back-ticks are the innermost of the fence.
  const fence = '`'.repeat(longest);
  const room = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${room}${text}${room}${fence}`;
}
