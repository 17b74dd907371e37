/**
 * What every class of the library declares as its own `origin`. A class of the caller's inherits it at most, whatever its
 * name, so that the two can be told apart without a list that would carry all classes along into an app.
 */
export const library: unique symbol = /* @__PURE__ */ Symbol('argali');

/** Whether the object is one of the library's own classes, and not of one derived from it. */
export function isFromLibrary(object: object): boolean {
  const cls: unknown = (object as { constructor?: unknown }).constructor;
  return (
    typeof cls === 'function' &&
    Object.hasOwn(cls, 'origin') &&
    (cls as { origin?: unknown }).origin === library &&
    Object.getPrototypeOf(object) === cls.prototype
  );
}
