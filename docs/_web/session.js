// Which cells have to be run, and in which order, so that a cell finds what it needs.

/**
 * Return the indices of the cells above a cell that it builds upon.
 *
 * Of an exercise either the reader's answer is run or the page's solution, as `isRight(number)`
 * says: the cells below it must find what they need. A check builds upon the answer.
 */
export function above(cells, target, isRight) {
  const aim = cells[target];
  return cells
    .slice(0, target)
    .filter(({ role, number }) => {
      if (aim.role && aim.number === number) return aim.role === "check" && role === "exercise";
      if (role === "check") return false;
      if (role === "exercise") return isRight(number);
      if (role === "solution") return !isRight(number);
      return true;
    })
    .map(({ index }) => index);
}

/**
 * Return the steps to be taken, given those that have been taken: `{ step, index }`, where `step`
 * counts from the top of the page. A step that was taken with the same source stays.
 */
export function plan(taken, indices, source) {
  const target = indices.length - 1;
  let same = 0;
  while (
    same < target &&
    same < taken.length &&
    taken[same].index === indices[same] &&
    taken[same].source === source(indices[same])
  ) {
    same += 1;
  }
  return indices.slice(same).map((index, k) => ({ step: same + k, index }));
}
