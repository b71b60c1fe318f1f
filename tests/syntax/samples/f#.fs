/// Documented "it's"
module Sample.Main
// a comment
(* a (* nested *) comment
   over lines *)
open System
#if DEBUG
#endif
[<EntryPoint; Obsolete("x")>]
type Shape<'a> =
    | Circle of radius: float
    | Square of 'a
let inline add x' y = x' + y
let mul = (*) 2
let ``odd name`` = 'a', '\'', '\n'
let text = "say \"hi\" // no comment"
let path = @"C:\dir\"" quoted"
let raw = """a "b" \ c"""
let inter = $"x = {add 1 (2)} and {"s"}"
let nums = [ 1; 0x1fuy; 2.5e-3; 1L ]
type Person(name: string) =
    member this.Name = if true then Some name else None
let rec loop n = match n with 0 -> () | _ -> loop (n - 1)
exception Bad of string
namespace Other
let bad = "open
