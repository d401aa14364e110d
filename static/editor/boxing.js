// Whether boxes are drawn by two corners or by four extreme points.

export const BOXED = Object.freeze(["bounding_box", "rotatable_bounding_box", "skeleton"]);

export function drawBoxesBy({ session, tool }, way = session.boxBy === "corners" ? "extremes" : "corners") {
  tool().cancel();
  session.set({ boxBy: way });
}
