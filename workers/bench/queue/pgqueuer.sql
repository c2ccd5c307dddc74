-- name: any_left
select exists (select from pgqueuer)

-- name: count_left
select count(*) from pgqueuer

-- name: count_ended
select count(*) from pgqueuer_log where status = 'successful'

-- name: analyze
analyze pgqueuer
