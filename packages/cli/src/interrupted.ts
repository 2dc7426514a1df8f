/** A command was asked to stop before it had anything to leave behind. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
