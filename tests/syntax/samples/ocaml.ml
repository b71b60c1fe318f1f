(* it's a "comment (* nested *) still *)
open Printf
type 'a tree = Leaf | Node of 'a tree * 'a [@unboxed]
exception Empty of string
module M = Map.Make (String)
external now : unit -> float = "c_now"

let rec fold' ?(init = 0) ~f = function
  | [] -> init
  | x :: rest -> fold' ~init:(f init x) ~f rest
let add = ( * ) and mul = (*) 2
let c = 'a' and quote = '\'' and nl = '\n' and code = '\065'
let s = "say \"hi\" (* no comment *)
  second line"
let raw = {|it's "raw"|}
let nums = [ 1; 0x1f; 1_000L; 2.5e-3 ]
class point = object
  val mutable x = 0
  method get = if true then Some x else None
end
let () = printf "%d\n" (List.length nums) [@@inline]
let bad = "open
