# it's a comment with "quotes"
defmodule Sample.Server do
  @moduledoc """
  Docs with #{inspect("x")} and "quotes"
  """
  use GenServer, restart: :permanent
  @timeout 5_000
  defstruct name: nil, open?: true
  defguard is_small(n) when n < 0x1f

  def start(opts \\ []), do: run!(opts, &(&1 + 1))
  defp run!(list, fun) do
    case Enum.map(list, fun) do
      [] -> {:error, "none: #{length(list)} of #{"a" <> 'b'}"}
      _ -> {:ok, ~r/a\/b#{list}/i, ~w(one two), ~s(it's "x"), ~w[a b]a, ~r{x"}}
    end
  end
  defmacro twice(x), do: quote(do: unquote(x) * 2.5e-3)
  def char?(c) when c in [?a, ?", ?#, ?\s], do: c == ?' and true
  def list, do: 'char #{1}'
  def old, do: '''
  it's
  '''
end
defimpl String.Chars, for: Sample do
end
bad = "open #{foo
