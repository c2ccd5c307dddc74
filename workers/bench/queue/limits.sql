-- What pgbench runs, so that no client in Python stands in the way.

-- name: round_trip
select 1

-- name: insert
insert into floor_jobs (payload) values ('{}')

-- name: insert_batch
insert into floor_jobs (payload) select '{}' from generate_series(1, 1000)

-- name: take_batch
-- An array, not a join: that was planned as a scan, and took a tenth as many.
delete from floor_jobs
where id = any(array(
    select id from floor_jobs where not locked order by id limit 500 for update skip locked
))
