-- platform: counting distinct things in parts that can be put together.

create type private.sketch as (
    hashes integer [],
    size bigint
);
comment on type private.sketch is
'A sketch of a set: its smallest hashes, sorted, and the size that they stand for.';
