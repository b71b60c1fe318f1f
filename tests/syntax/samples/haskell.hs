{-# LANGUAGE OverloadedStrings #-}
{-| Module "docs"
    over lines -}
module Data.Sample (foldl', main) where
-- it's a comment
{- nested {- "inner" -} still -}
import qualified Data.Map as M
#if defined(X)
#endif

-- | Documented.
data Tree a = Leaf | Node { left :: Tree a, value :: !Int }
  deriving (Show, Eq) -- ^ behind
newtype Name = Name String
class Shape s where area :: s -> Double
type Pair = (Char, Char)

main :: IO ()
main = do
  let x' = 'a'; q = '\''; nl = '\n'; hex = '\x41'
  putStrLn "say \"hi\" -- no comment"
  print (a --> b, f' 'x' ' ')
  mapM_ print [1, 0x1f, 2.5e-3, 1..10]
foldl' :: Int
foldl' = case Just True of
  Nothing -> 0
  _ | otherwise -> 1
gap = "a\
      \b"
open = "not closed
{- open
