-- content: numbers that many people count up at once.

create table private.tallies (
    subject_id uuid not null,
    measure text not null,
    slot smallint not null
    constraint tallies_slot_range check (slot between 0 and 15),
    amount bigint not null,
    last_at timestamptz not null,
    constraint tallies_pkey primary key (subject_id, measure, slot)
);
comment on table private.tallies is
'Likes, downloads, clicks and deliveries, in sixteen parts each: two sessions rarely wait for '
'the same row, and the sum is exact at any moment.';
comment on column private.tallies.subject_id is 'The row of another table that is counted.';
comment on column private.tallies.last_at is 'When it was last counted.';
