%% @doc it's "documented"
-module(sample).
-export([start/0, loop/1]).
-define(TIMEOUT, 5000).
-record(state, {name = "none" :: string(), count = 0}).
-type kind() :: ok | error.
-spec start() -> pid().
start() ->
    Pid = spawn(fun() -> loop(#state{}) end), % behind
    Chars = [$a, $", $', $%, $\n, $ ],
    Pid ! {'it\'s quoted', 16#1f, 2.5e-3, ?TIMEOUT, Chars}.

loop(State) ->
    receive
        {add, N} when N > 0 andalso true -> loop(State#state{count = N});
        stop -> N
 -foo(N)
    after ?TIMEOUT ->
        io:format("say \"hi\" % no comment
           second line~n", [])
    end.
-ifdef(TEST).
-endif.
bad() -> "open
