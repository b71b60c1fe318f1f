/* A list, not "a string". */
#import <Foundation/Foundation.h>
#import "List.h" // don't
#define LIMIT 0xFFu

@class Item;

/** Documents the class. */
@interface List : NSObject <NSCopying>
@property (nonatomic, strong, nullable) NSString *name;
@property (nonatomic, readonly) BOOL isOpen;
- (instancetype)initWithName:(NSString *)name count:(NSUInteger)count;
@end

@implementation List

- (instancetype)initWithName:(NSString *)name count:(NSUInteger)count
{
    if ((self = [super init])) {
        _name = [name copy] ?: @"it's \"quoted\" // none";
        char quote = '\'';
        const char *text = "plain";
        NSDictionary *map = @{@"key" : @42, @"list" : @[ @YES, @(count) ]};
        __weak typeof(self) other = self;
        dispatch_async(queue, ^{
            NSLog(@"%@ %s %c", map, text, quote);
            [other performSelector:@selector(close) withObject:nil afterDelay:1.5e-3];
        });
    }
    return self;
}

@end
/* left open
