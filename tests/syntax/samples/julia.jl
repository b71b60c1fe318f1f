# it's a comment
#= block #= nested =#
"still" =#
module Sample
using LinearAlgebra: norm
const LIMIT = 10
abstract type Shape end
mutable struct Point{T<:Real}
    x::T
    y::Float64
end
"""
Docs with $name and $(1 + "a"[1])
"""
function add!(v::Vector{Int}, n=0x1f)
    c = 'a'; q = '\''; t = v'
    s = "say \"hi\" $n $(length(v)) # no comment"
    re = r"a\"$b"; raw"C:\x"; cmd = `ls $dir`
    @assert n > 2.5e-3 && true || nothing === missing
    return if isempty(v) 1im else v[end] end
end
macro twice(ex) quote $ex end end
area(p::Point) = p.x^2 # short
end
bad = "open $(foo
