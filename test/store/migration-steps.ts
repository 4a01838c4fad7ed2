export const FIRST = `CREATE TABLE a (n INTEGER PRIMARY KEY);
  INSERT INTO a WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 1000) SELECT n FROM up;`;

export const QUICK = 'CREATE TABLE b (n INTEGER); INSERT INTO b SELECT n FROM a;';

/** Deletes what is there and writes for longer than anybody waits. */
export const SLOW = `DELETE FROM a; CREATE TABLE b (n INTEGER);
  INSERT INTO b WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 4e9) SELECT n FROM up;`;
